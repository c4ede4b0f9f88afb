-- Makes a turn free again that was taken with take.lua and not used.
-- KEYS[1]: the limit. ARGV: the time of the turn.
return redis.call('LREM', KEYS[1], -1, ARGV[1])
