/**
 * Returns the value below which a share of the values lies.
 * @param sorted in ascending order
 * @param part the share, from 0 to 1
 * @returns NaN without values
 */
export function percentile(sorted: ArrayLike<number>, part: number): number {
  const index = Math.min(sorted.length - 1, Math.floor(sorted.length * part));
  return sorted[index] ?? Number.NaN;
}

export function median(numbers: number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  if (sorted.length % 2 === 1) return percentile(sorted, 0.5);
  return (percentile(sorted, (middle - 1) / sorted.length) + percentile(sorted, 0.5)) / 2;
}

/** Returns how much `y` grows when `x` grows by 1, by least squares. */
export function slope(points: { x: number; y: number }[]): number {
  const mean = (pick: (point: { x: number; y: number }) => number) =>
    points.reduce((sum, point) => sum + pick(point), 0) / points.length;
  const [meanX, meanY] = [mean((point) => point.x), mean((point) => point.y)];
  const covariance = mean((point) => (point.x - meanX) * (point.y - meanY));
  return covariance / mean((point) => (point.x - meanX) ** 2);
}
