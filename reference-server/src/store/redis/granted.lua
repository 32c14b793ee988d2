-- The grant behind a token; the scope of an access token; when a refresh token was rotated for the first time.

local now = ARGV[1]
local expires, grant, scope, rotated = live(KEYS[1], now, 'grant', 'scope', 'rotated')
if not expires then
  return false
end
local stands, holds = live(name('grant', grant), now, 'grant')
if not stands then
  return false
end
return { holds, scope, rotated }
