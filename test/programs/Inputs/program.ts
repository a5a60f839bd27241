// A guest in AssemblyScript: classes and strings with a garbage collector of its
// own, a check of bounds that fails, and an error that it throws.
class Item {
  constructor(public name: string, public count: i32) {}
}

const items = new Map<string, Item>();

export function add(kind: i32, count: i32): i32 {
  const name = "kind " + kind.toString();
  if (!items.has(name)) items.set(name, new Item(name, 0));
  const item = items.get(name);
  item.count += count;
  if (item.count < 0) throw new Error("less than nothing of " + item.name);
  return item.count;
}

// Leaves behind what has to be collected: without that, memory would not do.
export function churn(rounds: i32): i32 {
  let length = 0;
  for (let i = 0; i < rounds; ++i) {
    const words = new Array<string>();
    for (let j = 0; j < 100; ++j) words.push((i * j).toString());
    length += words.join(",").length;
  }
  return length;
}

export function pick(index: i32): i32 {
  const table: i32[] = [15, 25];
  return table[index];
}
