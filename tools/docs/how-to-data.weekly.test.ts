/** The how-tos about data: feeding it, recording writes, Redis and PostgreSQL. */
import { isAboutData, isHowTo, tellStories } from './testing/stories.ts';

tellStories((path) => isHowTo(path) && isAboutData(path));
