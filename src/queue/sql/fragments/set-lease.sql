-- set_lease(row): sets the lease of a slice and its leased positions.
leased_count = {row}.leased_count, leased_retries = {row}.leased_retries, lease_token = {row}.lease_token,
    lease_until = {row}.lease_until
