-- Removes copies that no look-up reads any more.
delete from suppression x where x.lane = :lane and x.module = :module and x.address = any (:addresses::text[])
