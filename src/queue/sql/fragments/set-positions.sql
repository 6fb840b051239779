-- set_positions(row): sets the waiting positions of a slice: those not begun, and the retries.
next_position = {row}.next_position, retry_positions = {row}.retry_positions, retry_at = {row}.retry_at
