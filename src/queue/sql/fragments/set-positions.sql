-- set_positions(row): sets the positions of a slice that wait: those not begun, and those that wait for another try.
next_position = {row}.next_position, retry_positions = {row}.retry_positions, retry_at = {row}.retry_at
