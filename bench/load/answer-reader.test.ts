import { expect, test } from "vitest";
import { AnswerReader } from "#bench/load/answer-reader";

const WITH_LENGTH = 'HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\n{"a":12}';
const CHUNKED = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n8\r\n{"a":12}\r\n0\r\n\r\n';

test.each([
  ["with its length", WITH_LENGTH],
  ["in chunks", CHUNKED],
])("reads an answer %s in pieces of any size, and then the next answer", (_, answer) => {
  for (let size = 1; size <= answer.length; size += 1) {
    const reader = new AnswerReader();
    const whole: string[] = [];
    for (const sent of [answer, answer]) {
      for (let at = 0; at < sent.length; at += size) {
        const read = reader.push(Buffer.from(sent.slice(at, at + size)));
        if (read !== undefined) whole.push(read);
      }
    }
    expect(whole).toEqual([answer, answer]);
  }
});
