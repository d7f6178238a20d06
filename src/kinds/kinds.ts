/** The list of all kinds of entry; what holds for each of them reads their declarations through it. */
import {conversationKind} from '../conversations/conversation.ts';
import type {Kind} from '../entries/entry.ts';
import {memoryKind} from '../memories/memory.ts';
import {noteKind} from '../notes/note.ts';
import {goalKind} from '../planner/goals/goal.ts';
import {taskKind} from '../planner/tasks/task.ts';

/** Every kind of entry that memu keeps. */
export const kinds: readonly Kind[] = [noteKind, goalKind, taskKind, memoryKind, conversationKind];
