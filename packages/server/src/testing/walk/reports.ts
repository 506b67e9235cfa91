import type { Recipes, World } from './world.ts';

/** Valid requests of the operations on reports. */

const definition = {
  subject: 'entitlements',
  columns: ['entitlementId', 'sku', 'seatsUsed'],
  filter: [{ column: 'overdraftSeatsUsed', operator: 'gt', value: 0 }],
  sort: [{ column: 'seatsUsed', descending: true }],
};

const ofReport = async (w: World) => ({
  params: { reportId: (await w.create('/reports', { name: w.named('Report'), definition })).id as string },
});

const ofExport = async (w: World) => ({
  params: { exportId: (await w.create('/reports/exports', { format: 'csv', definition })).id as string },
});

export const reportRecipes: Recipes = {
  search: () => ({ query: { q: 'north' } }),
  listReportSubjects: () => ({}),
  runReport: () => ({ body: { ...definition, pageSize: 10 } }),
  exportReport: () => ({ body: { ...definition, format: 'csv' } }),
  createReportExport: () => ({ body: { format: 'xlsx', definition } }),
  listReportExports: async (w) => {
    await ofExport(w);
    return {};
  },
  getReportExport: ofExport,
  downloadReportExport: async (w) => {
    const { params } = await ofExport(w);
    await w.leeway.runStep('reports.export');
    return { params };
  },
  deleteReportExport: ofExport,
  listReports: async (w) => {
    await ofReport(w);
    return {};
  },
  createReport: (w) => ({ body: { name: w.named('Report'), shared: true, definition } }),
  getReport: ofReport,
  updateReport: async (w) => ({ ...(await ofReport(w)), body: { name: w.named('Report'), definition } }),
  deleteReport: ofReport,
  runSavedReport: ofReport,
  exportSavedReport: async (w) => ({ ...(await ofReport(w)), query: { format: 'xlsx' } }),
};
