import { type Contest, type SetupRequest, serve } from './protocol.ts';

/**
 * Builds the row `request.row` (see rows.ts) with Saddle's own public API and returns how to take `count` steps.
 * Everything that Saddle contributes to the bench stands in this one function.
 */
async function setup(request: SetupRequest): Promise<Contest | { readonly cannot: string }> {
  return { cannot: `row '${request.row}' is not wired up` };
}

serve(setup);
