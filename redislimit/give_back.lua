-- Gives back a turn that was taken with take.lua, for the next who asks.
-- KEYS[1]: the limit. ARGV: the time of the turn.
local value, turn = redis.call('GET', KEYS[1]), tonumber(ARGV[1])
if not value then
  return 0
end
local times = {}
for time in string.gmatch(value, '%d+') do
  table.insert(times, time)
end
local place = 2
while times[place] and tonumber(times[place]) < turn do
  place = place + 1
end
table.insert(times, place, string.format('%.0f', turn))
redis.call('SET', KEYS[1], table.concat(times, ' '), 'KEEPTTL')
return 1
