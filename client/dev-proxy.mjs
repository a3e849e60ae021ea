/** While developing, `ng serve` hands the API and the sockets on to the server. */
const target = `http://localhost:${process.env.API_PORT ?? 3000}`;

export default {
  '/api': { target },
  '/docs': { target },
  '/socket.io': { target, ws: true },
};
