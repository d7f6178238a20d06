/** What taking back an operation means for a series. */
import type {UndoParticipant} from '../../entries/undo.ts';

/** A task that stays finished keeps the next one of its series. */
export const seriesUndo: UndoParticipant = {
  keepsMade: leftAlone => leftAlone.some(({field}) => field === 'status'),
};
