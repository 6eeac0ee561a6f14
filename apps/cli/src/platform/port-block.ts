import { type PlatformPart, PORT_OFFSETS } from '@throughline/contracts';
import { checkPortsFree, neededPorts, PortInUseError } from '@throughline/platform';

const STEP = 100;
const LAST = 9900;
const isPart = (name: string): name is PlatformPart => name in PORT_OFFSETS;

/** The first block of ports, from `first` on, that is free as a whole. @throws {PortInUseError} when none is */
export async function freePortBase(first: number): Promise<number> {
  for (let base = first; ; base += STEP) {
    try {
      await checkPortsFree(
        neededPorts(Object.keys(PORT_OFFSETS).filter(isPart), { THROUGHLINE_PORT_BASE: String(base) }),
      );
      return base;
    } catch (error) {
      if (!(error instanceof PortInUseError) || base + STEP > LAST) throw error;
    }
  }
}
