// Decides if a text can be sent in GSM 03.38 or must be sent as Unicode: in the wrong one, characters would arrive as question marks.

/** GSM 03.38 with its extension, as listed in https://developer.vonage.com/messaging/sms/guides/concatenation-and-encoding. */
const GSM = /^[\n\r !"#$%'()*+,\-./:;<=>?@_¡£¥§¿&¤0-9A-Za-zÄÅÆÇÉÑØøÜßÖàäåæèéìñòöùüΔΦΓΛΩΠΨΣΘΞ|^€{}[\]~\\]*$/;

export const needsUnicode = (text: string): boolean => !GSM.test(text);
