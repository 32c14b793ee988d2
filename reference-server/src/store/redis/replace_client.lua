-- Changes what a client registered, and not when its registration expires.

local now, client = ARGV[1], ARGV[2]
if not live(KEYS[1], now) then
  return false
end
redis.call('HSET', KEYS[1], 'client', client)
return true
