import { describe, expect, it } from 'vitest';
import { limitsOf } from './overdraft.ts';
import { admit, changeTerms } from './replay.ts';
import { absolute, activate, day0, eventsOf, none, release, termsOf, worldOf } from './testing/world.ts';

describe('rule 36: state events of the seats', () => {
  it('rule 36: entered, limit reached and exited, each where it happens', () => {
    const world = worldOf(termsOf({ seats: limitsOf(1n, absolute(1)) }));
    const up = admit(world, [activate('A'), activate('B'), activate('C'), activate('B')], day0);
    expect(eventsOf(up).map((event) => [event.eventCode, 'used' in event && event.used])).toEqual([
      ['entitlement.overdraft.entered', 2n],
      ['entitlement.overdraft.limitReached', 2n],
    ]);
    const down = admit(world, [release('A'), release('B')], day0);
    expect(eventsOf(down)).toMatchObject([{ eventCode: 'entitlement.overdraft.exited', used: 1n }]);
  });

  it('rule 36: in and out within one batch tells both, in the order of the log', () => {
    const world = worldOf(termsOf({ seats: limitsOf(1n, absolute(2)) }));
    const { changes } = admit(world, [activate('A'), activate('B'), release('A')], day0);
    const story = [...(changes[0]?.log ?? []), ...(changes[0]?.events ?? [])].sort((a, b) =>
      a.sequence < b.sequence ? -1 : 1,
    );
    expect(story.map((each) => ('operation' in each ? each.operation : each.eventCode))).toEqual([
      ...[
        'activate',
        'entitlement.overdraft.entered',
        'activate',
        'entitlement.overdraft.exited',
        'deactivate',
      ],
    ]);
  });

  it('rule 36: a change of limits tells the change of state it makes', () => {
    const world = worldOf(termsOf({ seats: limitsOf(3n, none) }));
    admit(world, [activate('A'), activate('B'), activate('C')], day0);
    const less = changeTerms(world, termsOf({ seats: limitsOf(2n, absolute(1)) }), day0, false);
    expect(eventsOf(less).map(({ eventCode }) => eventCode)).toEqual([
      'entitlement.overdraft.entered',
      'entitlement.overdraft.limitReached',
    ]);
    const more = changeTerms(world, termsOf({ seats: limitsOf(3n, none) }), day0, false);
    expect(eventsOf(more).map(({ eventCode }) => eventCode)).toEqual(['entitlement.overdraft.exited']);
  });

  it('rule 36: a limit that was passed by a forced change is not reached again on the way down', () => {
    const world = worldOf(termsOf({ seats: limitsOf(4n, none) }));
    admit(world, [activate('A'), activate('B'), activate('C'), activate('D')], day0);
    changeTerms(world, termsOf({ seats: limitsOf(1n, absolute(1)) }), day0, true);
    expect(eventsOf(admit(world, [release('A'), release('B')], day0))).toEqual([]);
    expect(eventsOf(admit(world, [release('C'), activate('A'), activate('B')], day0))).toMatchObject([
      { eventCode: 'entitlement.overdraft.exited' },
      { eventCode: 'entitlement.overdraft.entered' },
      { eventCode: 'entitlement.overdraft.limitReached' },
    ]);
  });
});
