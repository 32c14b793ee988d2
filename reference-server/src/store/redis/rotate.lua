-- Puts new tokens in the place of a refresh token, or ends the grant of one whose grace is over.

local refresh, now, grace = ARGV[1], ARGV[2], ARGV[3]
local kept = name('refresh', refresh)
local expires, grant, rotated = live(kept, now, 'grant', 'rotated')
if not expires then
  return 'unknown'
end
local stands, client = live(name('grant', grant), now, 'client')
if not stands then
  return 'unknown'
end
if rotated and tonumber(now) > rotated + grace then
  redis.call('DEL', name('grant', grant))
  return 'replayed'
end
if not rotated then
  redis.call('HSET', kept, 'rotated', now)
end
issue(grant, client, now, unpack(ARGV, 4))
return 'rotated'
