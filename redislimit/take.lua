-- Takes the next free turn of a limit. All times are microseconds of the clock of Redis.
-- KEYS[1]: the limit. ARGV: how many turns a span may have, the span, the longest wait or -1.
-- Returns whether the turn was taken, its time, and the wait until then.
-- The key holds the turns that were taken, the earliest first.
local limit, span, longest = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local clock = redis.call('TIME')
local now = clock[1] * 1000000 + clock[2]

for _ = 1, 2 do -- each call adds one turn, so they do not pile up
  local first = redis.call('LINDEX', KEYS[1], 0)
  if not first or first + span > now then
    break
  end
  redis.call('LPOP', KEYS[1])
end

local turn = math.max(now, tonumber(redis.call('LINDEX', KEYS[1], -1) or 0)) -- nobody overtakes
local before = redis.call('LINDEX', KEYS[1], -limit)
if before then
  turn = math.max(turn, before + span)
end
local wait = turn - now
if longest >= 0 and wait > longest then
  return {0, turn, wait}
end

redis.call('RPUSH', KEYS[1], string.format('%.0f', turn))
redis.call('PEXPIRE', KEYS[1], string.format('%.0f', math.ceil((wait + span) / 1000)))
return {1, turn, wait}
