/**
 * Takes tokens in one atomic step for all processes; a negative number gives tokens back. The arithmetic is the same as
 * in `MemoryCounts`, with the clock of Redis. `rate-limiter-flexible` runs the script in place of its own counter.
 *
 * KEYS[1] the subject · ARGV[1] tokens · ARGV[3] the burst · ARGV[4] the interval in microseconds. It returns two
 * numbers. When the tokens are taken: the used part of the burst, and the milliseconds until the bucket is full. When
 * they are refused: the burst plus one, and the milliseconds until there is a token.
 */
export const TAKE_TOKEN = `
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local interval = tonumber(ARGV[4])
local fill = ARGV[3] * interval
local function keep(full_at)
  redis.call('SET', KEYS[1], string.format('%.0f', full_at), 'PX', math.ceil((full_at - now) / 1000))
end

local full_at = math.max(tonumber(redis.call('GET', KEYS[1]) or 0), now)
if full_at > now + fill then
  -- The clock was set back, or the limit was changed. An empty bucket is the most that anybody can owe.
  full_at = now + fill
  keep(full_at)
end
full_at = full_at + ARGV[1] * interval
local wait = full_at - now - fill
if wait > 0 then return { ARGV[3] + 1, math.ceil(wait / 1000) } end
if full_at <= now then
  redis.call('DEL', KEYS[1])
  return { 0, 0 }
end
keep(full_at)
return { math.ceil((full_at - now) / interval), math.ceil((full_at - now) / 1000) }
`;
