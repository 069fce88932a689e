/** The tutorial, followed from the first block to the last. */
import { isHowTo, tellStories } from './testing/stories.ts';

tellStories((path) => !isHowTo(path));
