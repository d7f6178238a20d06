import {test} from 'vitest';
import {askTable} from '../assistant/prompt-table.ts';
import {ask} from '../models/contract.ts';
import {openReal, startLlama} from './llama-server.ts';

test.each([2048, 4096, 8192])('forty prompts as SmolLM2 counts them, in %i', async window => {
  const server = await startLlama('smollm2');
  await ask(openReal([server.host]).models, 'hello', {replyTokens: 1});
  await askTable(window, async messages => {
    const {prompt} = await server.ask<{prompt: string}>('/apply-template', {messages});
    const {tokens} = await server.ask<{tokens: number[]}>('/tokenize', {content: prompt});
    return tokens.length;
  });
});
