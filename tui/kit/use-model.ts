/** Lets a component follow a model that lives outside React. */
import {useSyncExternalStore} from 'react';
import type {Observable} from './model.ts';

/** Draws again after each change of the model; returns it for reading. */
export function useModel<M extends Observable>(model: M): M {
  useSyncExternalStore(model.subscribe, model.version);
  return model;
}
