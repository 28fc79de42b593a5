/** @jsx element */
const element = (name: string, props: object | null, ...inner: string[]) => ({
  name,
  props,
  inner,
});

export const Badge = ({ text }: { text: string }) => (
  <b title="badge">{text}</b>
);
