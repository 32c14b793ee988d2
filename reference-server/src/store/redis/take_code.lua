-- Redeems a code, or ends the grant that it gave to somebody before.

local code, now, access_expires = ARGV[1], ARGV[2], ARGV[4]
local kept = name('code', code)
local expires, redeemed, client, grant = live(kept, now, 'redeemed', 'client', 'grant')
if not expires then
  return 'unknown'
end
if redeemed then
  redis.call('DEL', name('grant', code))
  return 'replayed'
end
redis.call('HSET', kept, 'redeemed', 1)
keep(name('grant', code), now, access_expires, 'client', client, 'grant', grant)
issue(code, client, now, unpack(ARGV, 3))
return 'redeemed'
