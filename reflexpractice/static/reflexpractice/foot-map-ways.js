// Where the keys lead from one zone of the foot map to the next.
const CONE = Math.tan((52 * Math.PI) / 180);

export const at = (zone) => zone.dataset.at.split(" ").map(Number);

export const lowest = (zones) => zones.reduce((low, zone) => (at(zone)[1] > at(low)[1] ? zone : low));

// The next zone that way: near before far, straight before aside, inside a cone of 52 degrees
// before outside it.
export function neighbour(zone, zones, [right, down]) {
  const [x, y] = at(zone);
  const cost = (other) => {
    const [dx, dy] = [at(other)[0] - x, at(other)[1] - y];
    const along = dx * right + dy * down;
    const across = Math.abs(dx * down) + Math.abs(dy * right);
    return along <= 0 ? Infinity : along + 2.2 * across + (across > along * CONE ? 400 : 0);
  };
  const ways = zones.filter((other) => cost(other) < Infinity);
  return ways.sort((a, b) => cost(a) - cost(b))[0];
}
