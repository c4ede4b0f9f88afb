-- Takes the next free turn of a limit. All times are microseconds of the clock of Redis.
-- KEYS[1]: the limit. ARGV: the interval between turns, how many may go at once, the longest wait or -1.
-- Returns whether the turn was taken, its time, and the wait until then.
-- The key holds when the bucket will be empty, and then the turns that were given back, the earliest first.
local interval, burst, longest = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local clock = redis.call('TIME')
local now = clock[1] * 1000000 + clock[2]

local empty, returned = nil, {}
for time in string.gmatch(redis.call('GET', KEYS[1]) or '', '%d+') do
  time = tonumber(time)
  if not empty then
    empty = time
  elseif time > now then
    table.insert(returned, time)
  end
end
empty = math.max(empty or now, now)

local turn = table.remove(returned, 1)
if not turn then
  empty = empty + interval
  turn = empty - burst * interval
end
local wait = math.max(0, turn - now)
if longest >= 0 and wait > longest then
  return {0, turn, wait}
end

table.insert(returned, 1, empty)
for i, time in ipairs(returned) do
  returned[i] = string.format('%.0f', time)
end
local lifetime = math.max(1, math.ceil((empty - now) / 1000))
redis.call('SET', KEYS[1], table.concat(returned, ' '), 'PX', string.format('%.0f', lifetime))
return {1, turn, wait}
