/** Lines to memu that ask for something and tell nothing: questions and plain orders. */

const question =
  /^\W*(?:(?:and|so|but|then|ok(?:ay)?,?|please|well) )*(?:what|when|where|who|whom|whose|which|why|how|did|do|does|is|are|was|were|am|have|has|had|can|could|should|shall|will|would|may|any(?:thing|one|body)?)\b/i;

const order =
  /^\W*(?:please |can you |could you |would you )*(?:show|list|find|search|look up|tell me|give me|summari[sz]e|sum up|recall|remind me|add|create|make|schedule|mark|tick|check off|complete|cancel|postpone|reschedule|delete|remove)\b/i;

/** Whether a line is only asked. "Anna comes on Friday. What could I cook?" tells something too. */
export function asksOnly(line: string): boolean {
  const [first = '', ...others] = line.trim().split(/(?<=[.!?;])\s+|\n+/);
  const asks = (part: string): boolean =>
    /\?\W*$/.test(part) || question.test(part) || order.test(part);
  return asks(first) && others.every(asks);
}
