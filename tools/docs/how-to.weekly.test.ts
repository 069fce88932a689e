/** Every how-to but those about databases, followed from the first block to the last. */
import { isHowTo, isLong, tellStories } from './testing/stories.ts';

tellStories((path) => isHowTo(path) && !isLong(path));
