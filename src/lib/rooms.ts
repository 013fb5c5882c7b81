/** How many of something a process does at once, and how many of them for one app. */
export interface RoomLimits {
  readonly perProcess: number;
  readonly perApp: number;
}

export type Rooms = ReturnType<typeof createRooms>;

/** Counts what is under way. `enter` returns what gives the room back, once; undefined when there is none. */
export function createRooms({ perProcess, perApp }: RoomLimits) {
  const byApp = new Map<string, number>();
  let all = 0;
  return {
    enter: (appId: string): (() => void) | undefined => {
      const own = byApp.get(appId) ?? 0;
      if (all >= perProcess || own >= perApp) return undefined;
      all += 1;
      byApp.set(appId, own + 1);
      let isInside = true;
      return () => {
        if (!isInside) return;
        isInside = false;
        all -= 1;
        const left = (byApp.get(appId) ?? 0) - 1;
        if (left > 0) byApp.set(appId, left);
        else byApp.delete(appId);
      };
    },
  };
}
