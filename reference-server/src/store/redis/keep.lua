-- Keeps fields under a name.

local now, expires = ARGV[1], ARGV[2]
keep(KEYS[1], now, expires, unpack(ARGV, 3))
