-- Makes a public key known.

local now, expires, key = unpack(ARGV)
join(KEYS[1], key, now, expires)
