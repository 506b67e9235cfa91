import { Type } from 'typebox';
import {
  ListOfThresholdTrialModel,
  PaginatedListOfThresholdModel,
  ThresholdApiRequest,
  ThresholdModel,
} from '../models/thresholds.ts';
import { operation } from '../operation.ts';
import { Id } from '../schema.ts';
import { listFile } from './list-file.ts';
import { choiceOf, PagingQuery } from './paging.ts';

const ThresholdParams = Type.Object({ thresholdId: Id('thr') });
const path = '/api/v1/account/thresholds';

export const createThreshold = operation('createThreshold', `POST ${path}`, {
  tag: 'webhooks',
  summary: 'Creates a threshold of use.',
  scopes: ['webhooks:admin'],
  body: ThresholdApiRequest,
  success: { status: 201, reply: ThresholdModel },
});

const ThresholdsChoice = choiceOf('featureKey', 'measure', 'value', 'createdAt');

export const listThresholds = operation('listThresholds', `GET ${path}`, {
  tag: 'webhooks',
  summary: 'Lists the thresholds.',
  scopes: ['webhooks:admin'],
  query: Type.Object({ ...PagingQuery.properties, ...ThresholdsChoice }),
  success: { status: 200, reply: PaginatedListOfThresholdModel },
});

export const exportThresholds = listFile(
  'exportThresholds',
  listThresholds,
  'Returns the thresholds as CSV or XLSX.',
  ThresholdsChoice,
);

export const getThreshold = operation('getThreshold', `GET ${path}/{thresholdId}`, {
  tag: 'webhooks',
  summary: 'Returns one threshold.',
  scopes: ['webhooks:admin'],
  params: ThresholdParams,
  success: { status: 200, reply: ThresholdModel },
});

export const updateThreshold = operation('updateThreshold', `PUT ${path}/{thresholdId}`, {
  tag: 'webhooks',
  summary: 'Replaces a threshold; it is looked at anew with the next change of use.',
  scopes: ['webhooks:admin'],
  params: ThresholdParams,
  body: ThresholdApiRequest,
  success: { status: 204 },
});

export const deleteThreshold = operation('deleteThreshold', `DELETE ${path}/{thresholdId}`, {
  tag: 'webhooks',
  summary: 'Deletes a threshold.',
  scopes: ['webhooks:admin'],
  params: ThresholdParams,
  success: { status: 204 },
});

export const tryThreshold = operation('tryThreshold', `POST ${path}/try`, {
  tag: 'webhooks',
  summary: 'Tells where a threshold would stand now and who would get a mail; keeps and sends nothing.',
  scopes: ['webhooks:admin'],
  body: ThresholdApiRequest,
  success: { status: 200, reply: ListOfThresholdTrialModel },
});
