-- Removes a client, with its codes and its grants.

local now, id = ARGV[1], ARGV[2]
local of_client = name('of-client', id)
for _, code in ipairs(redis.call('ZRANGE', of_client, 0, -1)) do
  redis.call('DEL', name('code', code), name('grant', code))
end
redis.call('DEL', of_client)
local client = name('client', id)
local was_there = live(client, now) ~= nil
redis.call('DEL', client)
return was_there
