-- Removes and returns what is behind a ticket, if it is asked for by its holder.

local now, holder = ARGV[1], ARGV[2]
local expires, held_by, request = live(KEYS[1], now, 'holder', 'request')
if not expires or held_by ~= holder then
  return false
end
redis.call('DEL', KEYS[1])
return request
