/** The tutorial and the how-to about databases, which take as long as all others together. */
import { isHowTo, isLong, tellStories } from './testing/stories.ts';

tellStories((path) => !isHowTo(path) || isLong(path));
