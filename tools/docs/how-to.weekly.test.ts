/** Every how-to but those about data, followed from the first block to the last. */
import { isAboutData, isHowTo, tellStories } from './testing/stories.ts';

tellStories((path) => isHowTo(path) && !isAboutData(path));
