-- Keeps a code, and notes it for its client.

local code, now, expires, client, holds, grant = unpack(ARGV)
keep(name('code', code), now, expires, 'client', client, 'code', holds, 'grant', grant)
join(name('of-client', client), code, now, expires)
