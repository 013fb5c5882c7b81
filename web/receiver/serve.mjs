import { createServer } from 'node:http';
import { buffer } from 'node:stream/consumers';

const port = Number(process.env.PORT ?? 4000);

createServer(async (req, res) => {
  const body = await buffer(req);
  const isGenuine = verify(body, req.headers, [process.env.HMAC_KEY ?? '']);
  console.log(
    isGenuine ? `verified: ${JSON.parse(body).type}` : 'not verified: is HMAC_KEY the key of this webhook?',
  );
  res.writeHead(isGenuine ? 204 : 400).end();
}).listen(port, () => console.log(`waiting at http://localhost:${port}/`));
