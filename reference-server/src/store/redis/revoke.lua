-- Revokes an access token alone, a refresh token with its grant.

local token, now = ARGV[1], ARGV[2]
redis.call('DEL', name('access', token))
local refresh = name('refresh', token)
local expires, grant = live(refresh, now, 'grant')
if expires then
  redis.call('DEL', refresh, name('grant', grant))
end
