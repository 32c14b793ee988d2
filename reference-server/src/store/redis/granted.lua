-- The grant behind a token, and the scope if it is an access token.

local now = ARGV[1]
local expires, grant, scope = live(KEYS[1], now, 'grant', 'scope')
if not expires then
  return false
end
local stands, holds = live(name('grant', grant), now, 'grant')
if not stands then
  return false
end
return { holds, scope }
