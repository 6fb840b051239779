-- Lanes in use now or before. A fan-out read, of a few rows.
select l.lane from sms_lane l order by l.lane
