// A script could not be fetched: the network is away, or the server is.
export class Unloaded extends Error {}

// Waits for an `import()`.
export async function loaded(module) {
  try {
    return await module;
  } catch (cause) {
    throw new Unloaded("a part of the page could not be loaded", { cause });
  }
}
