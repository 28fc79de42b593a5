import { Ticket, open, pass, passed, shut } from "matrix:gates/gate";

export const scenarios = {
  async play() {
    const ticket = new Ticket(7);
    shut();
    const signal = AbortSignal.timeout(5);
    const error = await pass(ticket, { signal }).catch((error) => error);
    const before = `${error.name}, passed ${passed()}, ticket ${ticket.number()}`;
    open();
    const number = await pass(ticket);
    return `${before}; ${number}, passed ${passed()}`;
  },
};
