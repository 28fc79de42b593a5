export const person = () => ({
  name: "Zoë",
  age: 7,
  id: 2n ** 64n - 1n,
  location: { x: -1, y: 2 },
  tags: ["a", ""],
  favorite: "light-blue",
  perms: { read: true, delete: true },
});
