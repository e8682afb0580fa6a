// The page's texts that scripts need, translated by the server in the body's data attributes.
export const words = new Proxy(
  {},
  { get: (_, name) => document.body.dataset[`word${capitalised(name)}`] ?? "" },
);

function capitalised(name) {
  return name[0].toUpperCase() + name.slice(1);
}
