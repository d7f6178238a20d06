/** A store with goals, tasks and their agenda, in memory. */
import {Agenda} from '../../src/planner/agenda/agenda.ts';
import {goalKind} from '../../src/planner/goals/goal.ts';
import {Goals} from '../../src/planner/goals/goals.ts';
import {taskKind} from '../../src/planner/tasks/task.ts';
import {Tasks} from '../../src/planner/tasks/tasks.ts';
import {keeping} from '../support/keeping.ts';

export function planning() {
  const store = keeping([goalKind, taskKind]);
  return {
    ...store,
    goals: new Goals(store),
    tasks: new Tasks(store),
    agenda: new Agenda(store),
  };
}
