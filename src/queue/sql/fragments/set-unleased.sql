-- set_unleased(): ends the lease of a slice.
lease_token = null, lease_until = null, leased_count = 0, leased_retries = '{}'
