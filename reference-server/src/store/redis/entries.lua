-- What every script begins with. It is put in front of each, behind a line that says what PREFIX is.
--
-- An entry is a hash with a field `expires`, in milliseconds since 1970 by the clock of the server that asks. That clock
-- decides what is answered; the time to live, which Redis counts by itself, decides only when an entry is forgotten.

local function name(kind, id)
  return PREFIX .. kind .. ':' .. id
end

local function left(now, expires)
  return math.max(expires - now, 1)
end

-- Keeps fields under a name, in the place of what was there.
local function keep(entry, now, expires, ...)
  redis.call('DEL', entry)
  redis.call('HSET', entry, 'expires', expires, ...)
  redis.call('PEXPIRE', entry, left(now, expires))
end

-- When an entry expires, and the fields asked for; nothing if it has expired or is not there.
local function live(entry, now, ...)
  local fields = redis.call('HMGET', entry, 'expires', ...)
  if fields[1] and tonumber(fields[1]) > tonumber(now) then
    return unpack(fields)
  end
end

-- Prolongs a life that has not ended.
local function extend(entry, now, expires)
  local ends = live(entry, now)
  if ends and tonumber(ends) < tonumber(expires) then
    redis.call('HSET', entry, 'expires', expires)
    redis.call('PEXPIRE', entry, left(now, expires))
  end
end

-- A set of members of which each has an end of its own. It is forgotten after the last.
local function join(set, member, now, expires)
  redis.call('ZREMRANGEBYSCORE', set, '-inf', now)
  local ends = redis.call('ZSCORE', set, member)
  if not ends or tonumber(ends) < tonumber(expires) then
    redis.call('ZADD', set, expires, member)
  end
  if redis.call('PTTL', set) < left(now, expires) then
    redis.call('PEXPIRE', set, left(now, expires))
  end
end

-- Keeps the tokens of a grant, the grant for as long as the longest-lived of them, and its client for longer.
local function issue(grant, client, now, access, access_expires, scope, registration_expires, refresh, refresh_expires)
  local last = access_expires
  keep(name('access', access), now, access_expires, 'grant', grant, 'scope', scope)
  if refresh then
    keep(name('refresh', refresh), now, refresh_expires, 'grant', grant)
    if tonumber(refresh_expires) > tonumber(last) then
      last = refresh_expires
    end
  end
  extend(name('grant', grant), now, last)
  join(name('of-client', client), grant, now, last)
  extend(name('client', client), now, registration_expires)
end
