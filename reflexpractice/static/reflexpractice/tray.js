// What could not be sent yet, kept on this device: enciphered by a key that no script can read out, for one person,
// until it is sent or that person signs out. Only in a secure context; elsewhere nothing is kept, and that is said.
export const able = Boolean(globalThis.isSecureContext && globalThis.crypto?.subtle && globalThis.indexedDB);
const STORES = { keys: "person", kept: "slot" };
let opened;

function open() {
  opened ??= new Promise((resolve, reject) => {
    const asked = indexedDB.open("reflexpractice", 1);
    asked.onupgradeneeded = () => {
      for (const [name, keyPath] of Object.entries(STORES)) asked.result.createObjectStore(name, { keyPath });
    };
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
  return opened;
}

// One transaction: `act` gives a request, whose result is the answer once everything is written down.
async function within(store, mode, act) {
  const base = await open();
  return new Promise((resolve, reject) => {
    const turn = base.transaction(store, mode, mode === "readwrite" ? { durability: "strict" } : {});
    let asked;
    turn.oncomplete = () => resolve(asked?.result);
    turn.onabort = turn.onerror = () => reject(turn.error);
    asked = act(turn.objectStore(store));
  });
}

const read = (store, act) => within(store, "readonly", act);
const write = (store, act) => within(store, "readwrite", act);

async function keyOf(person) {
  const found = await read("keys", (keys) => keys.get(person));
  if (found) return found.key;
  const key = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
  // Another tab may have been quicker: its key stays.
  await write("keys", (keys) => keys.add({ person, key })).catch(() => undefined);
  return (await read("keys", (keys) => keys.get(person))).key;
}

const bound = (slot) => new TextEncoder().encode(slot);

// Keep `change` in its slot, instead of what was there.
export async function put({ person, slot, key, at, change }) {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const plain = new TextEncoder().encode(JSON.stringify(change));
  const how = { name: "AES-GCM", iv, additionalData: bound(slot) };
  const words = await crypto.subtle.encrypt(how, await keyOf(person), plain);
  await write("kept", (kept) => kept.put({ slot, person, key, at, iv, words }));
}

// Let go of a slot, unless something newer lies in it.
export async function drop(slot, key) {
  await write("kept", (kept) => {
    const asked = kept.get(slot);
    asked.onsuccess = () => asked.result?.key === key && kept.delete(slot);
    return asked;
  });
}

const rows = async (person) => (await read("kept", (kept) => kept.getAll())).filter((row) => row.person === person);

export const count = async (person) => (await rows(person)).length;

// Everything kept for a person, oldest first, readable.
export async function all(person) {
  const found = (await rows(person)).sort((one, other) => one.at - other.at);
  if (!found.length) return [];
  const secret = await keyOf(person);
  return Promise.all(found.map(async ({ slot, key, iv, words }) => {
    const plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv, additionalData: bound(slot) }, secret, words);
    return { slot, key, change: JSON.parse(new TextDecoder().decode(plain)) };
  }));
}

// Clear what is kept of everybody whom `which` names; the answer is how many changes that were.
export async function clear(which) {
  const gone = (await read("kept", (kept) => kept.getAll())).filter((row) => which(row.person));
  await write("kept", (kept) => gone.map((row) => kept.delete(row.slot)).at(-1));
  const keys = (await read("keys", (kept) => kept.getAllKeys())).filter(which);
  await write("keys", (kept) => keys.map((person) => kept.delete(person)).at(-1));
  return gone.length;
}
