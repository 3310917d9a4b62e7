/**
 * Takes (or, for a negative number, gives back) tokens, in one step for all processes. The same arithmetic as in `MemoryCounts`,
 * by the clock of Redis. `rate-limiter-flexible` runs it in place of its counter in a fixed window.
 *
 * KEYS[1] the subject · ARGV[1] tokens · ARGV[3] the burst · ARGV[4] the interval in microseconds.
 * Answers what is used of the burst, or one more than it when refused; and the milliseconds until the bucket is full, or
 * until there is a token when refused.
 */
export const TAKE_TOKEN = `
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local interval = tonumber(ARGV[4])
local fill = ARGV[3] * interval
local known = tonumber(redis.call('GET', KEYS[1]) or now)
-- Not later than a bucket takes to fill: a clock that was set back must lock nobody out.
local full_at = math.min(math.max(known, now), now + fill) + ARGV[1] * interval
local wait = full_at - now - fill
if wait > 0 then return { ARGV[3] + 1, math.ceil(wait / 1000) } end
if full_at <= now then
  redis.call('DEL', KEYS[1])
  return { 0, 0 }
end
redis.call('SET', KEYS[1], string.format('%.0f', full_at), 'PX', math.ceil((full_at - now) / 1000))
return { math.ceil((full_at - now) / interval), math.ceil((full_at - now) / 1000) }
`;
